/** Networks that cut out of a picture what points and boxes show: Segment Anything and its kin. */
package dev.halftone.segment;
