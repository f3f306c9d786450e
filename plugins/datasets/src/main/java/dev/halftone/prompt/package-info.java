/** What is asked of models that segment what they are shown. */
package dev.halftone.prompt;
