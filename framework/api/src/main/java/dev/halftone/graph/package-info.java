/** Networks as graphs in the ONNX vocabulary. */
package dev.halftone.graph;
