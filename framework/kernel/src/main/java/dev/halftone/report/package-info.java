/** What a run writes down and says. */
package dev.halftone.report;
