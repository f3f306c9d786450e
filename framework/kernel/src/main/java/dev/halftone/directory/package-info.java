/** Run directories: named by what decides the numbers, whole or not there. */
package dev.halftone.directory;
