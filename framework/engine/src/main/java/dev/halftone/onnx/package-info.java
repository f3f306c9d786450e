/**
 * Reads ONNX files into graphs, and runs the ONNX project's backend tests on the engine.
 *
 * <p>Operators of opsets 7 to 28 are brought to one set of meanings as they are read: attributes
 * that later became inputs are made inputs, operators that were renamed get their new name.
 */
package dev.halftone.onnx;
