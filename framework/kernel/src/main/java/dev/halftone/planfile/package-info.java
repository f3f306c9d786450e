/** Plans as files, read back exactly. */
package dev.halftone.planfile;
