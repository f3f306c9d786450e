/** The second engine: programs as ONNX models that ONNX Runtime runs. */
package dev.halftone.onnxruntime;
