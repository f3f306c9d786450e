/** TorchScript archives written from Java and run by the native library. */
package dev.halftone.torchscript;
