/** Prompts on their way into a network, and masks on their way out. */
package dev.halftone.prompting;
