/** Pictures made up of garments, with their masks known. */
package dev.halftone.scene;
