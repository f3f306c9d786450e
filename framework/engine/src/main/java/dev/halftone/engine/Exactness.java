package dev.halftone.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.halftone.problem.ProblemException;
import dev.halftone.torchscript.TorchModule;
import java.util.Arrays;
import java.util.List;

/**
 * Tries the library's int8 kernels on the largest numbers there are. Processors without VNNI add
 * pairs of products in 16 bits, where 255 · 127 twice is too much, and are found out here.
 */
final class Exactness {
    private static final String SOURCE =
            """
            class Ops(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              w : List[Tensor]
              def forward(self: __torch__.Ops, x: List[Tensor]) -> List[Tensor]:
                a = torch.to(x[0], 0)
                w = torch.to(x[1], 1)
                s = torch.to(x[2], 6)
                z = torch.to(torch.zeros_like(x[2]), 3)
                p = ops.onednn.qlinear_prepack(w, None)
                y = ops.onednn.qlinear_pointwise(a, 1.0, 0, p, s, z, None, 1.0, 0, 6, "none", annotate(List[Optional[number]], []), "none")
                c = torch.reshape(a, [1, 64, 3, 3])
                v = torch.reshape(w, [2, 64, 3, 3])
                q = ops.onednn.qconv_prepack(v, s, 1.0, 0, [1, 1], [0, 0], [1, 1], 1, None)
                u = ops.onednn.qconv2d_pointwise(c, 1.0, 0, q, s, z, None, [1, 1], [0, 0], [1, 1], 1, 1.0, 0, 6, "none", annotate(List[Optional[number]], []), "none")
                m = torch._int_mm(w, torch.permute(w, [1, 0]))
                return [torch.reshape(y, [-1]), torch.reshape(u, [-1]), torch.to(torch.reshape(m, [-1]), 6)]
            """;
    private static final int TERMS = 64 * 9;

    private Exactness() {}

    /** Whether the sums of the kernels are those of arithmetic. */
    static boolean holds(NDManager parent) {
        if (parent.getDevice().isGpu()) {
            return false;
        }
        try (NDManager manager = parent.newSubManager();
                TorchModule module = TorchModule.load(manager, SOURCE)) {
            float[] weights = new float[2 * TERMS];
            Arrays.fill(weights, 0, TERMS, 127);
            Arrays.fill(weights, TERMS, 2 * TERMS, -128);
            NDArray x = manager.full(new Shape(1, TERMS), 255f);
            NDArray w = manager.create(weights, new Shape(2, TERMS));
            NDArray s = manager.ones(new Shape(2));
            NDList made = module.call("forward", List.of(new NDList(x, w, s)));
            float[] sums = {255f * 127 * TERMS, 255f * -128 * TERMS};
            float[] signed = {127f * 127, 127f * -128, 127f * -128, 128f * 128};
            for (int i = 0; i < signed.length; i++) {
                signed[i] *= TERMS;
            }
            return Arrays.equals(made.get(0).toFloatArray(), sums)
                    && Arrays.equals(made.get(1).toFloatArray(), sums)
                    && Arrays.equals(made.get(2).toFloatArray(), signed);
        } catch (ProblemException e) {
            // The kernels are not there.
            return false;
        }
    }
}
