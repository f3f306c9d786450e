/**
 * ONNX operators (opset 21) as lines of TorchScript.
 *
 * <p>To add an operator, write one {@link dev.halftone.operator.Operator}: a lambda in the table of
 * the family it belongs to ({@link dev.halftone.operator.Elementwise}, …) or a file of its own that
 * a table refers to. It gets an {@link dev.halftone.operator.Emission}: {@code e.in(0)} is the
 * variable that holds the first input, {@code e.give("torch.relu(%s)", e.in(0))} says what the
 * first output is. Whole numbers that decide shapes (axes, Reshape's second input) are asked for
 * with {@code e.ints(1)}: a literal where they are known, code that reads the tensor where they are
 * not. Longer computations go to a function that is written into the archive once, {@code
 * e.helper("name", text)}. A new family of operators is one more line in {@link
 * dev.halftone.operator.Operators}.
 *
 * <p>The text is that of {@code torch.jit.save}: {@code torch.X} is the ATen operator X, element
 * types are numbers ({@link dev.halftone.operator.ElementTypes}), an empty list says its type
 * ({@code annotate(List[int], [])}), a result that is not used is assigned ({@code _ =
 * torch.append(list, 1)}). Inputs are never changed in place; what the operator made itself may be.
 */
package dev.halftone.operator;
