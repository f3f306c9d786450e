/** JSON whose bytes depend on its content alone. */
package dev.halftone.json;
