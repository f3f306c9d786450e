/** The built-in models. */
package dev.halftone.network;
