/** What happened in a run, and when. */
package dev.halftone.journal;
