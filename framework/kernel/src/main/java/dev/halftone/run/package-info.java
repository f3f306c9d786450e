/** One execution of an experiment, and what it leaves. */
package dev.halftone.run;
