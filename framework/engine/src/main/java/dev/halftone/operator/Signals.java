package dev.halftone.operator;

import dev.halftone.torchscript.Literals;
import java.util.Map;

/** Fourier transforms and windows. Complex numbers are pairs in the last dimension. */
final class Signals {
    static final Map<String, Operator> OPERATORS =
            Map.of(
                    "DFT",
                    Signals::transform,
                    "STFT",
                    Signals::frames,
                    "MelWeightMatrix",
                    Signals::mel,
                    "HannWindow",
                    e -> window(e, "torch.hann_window(n, periodic, %s)"),
                    "HammingWindow",
                    e ->
                            window(
                                    e,
                                    "torch.hamming_window(n, periodic, 0.543478260869565, 0.456521739130435, %s)"),
                    "BlackmanWindow",
                    e -> window(e, "torch.blackman_window(n, periodic, %s)"));

    private static final String COMPLEX =
            """
            def as_complex(x: Tensor) -> Tensor:
              if torch.size(x, -1) == 1:
                real = torch.select(x, -1, 0)
                r = torch.complex(real, torch.zeros_like(real))
              else:
                r = torch.view_as_complex(torch.contiguous(x))
              return r
            """;

    private static final String TRANSFORM =
            """
            def fourier(x: Tensor, length: Optional[int], axis: int, inverse: bool, onesided: bool) -> Tensor:
              a = axis
              if a < 0:
                a = a + torch.dim(x)
              z = __torch__.as_complex(x)
              if inverse and onesided:
                r = torch.unsqueeze(torch.fft_irfft(z, length, a), -1)
              elif inverse:
                r = torch.view_as_real(torch.fft_ifft(z, length, a))
              else:
                y = torch.fft_fft(z, length, a)
                if onesided:
                  y = torch.slice(y, a, 0, torch.floordiv(torch.size(y, a), 2) + 1)
                r = torch.view_as_real(y)
              return torch.contiguous(r)
            """;

    private static final String FRAMES =
            """
            def fourier_frames(x: Tensor, step: int, window: Optional[Tensor], length: Optional[int], onesided: bool) -> Tensor:
              n = torch.size(x, 1)
              if window is not None:
                n = torch.size(window, 0)
              if length is not None:
                n = length
              z = torch.unfold(__torch__.as_complex(x), 1, n, step)
              if window is not None:
                z = torch.mul(z, window)
              y = torch.fft_fft(z, None, -1)
              if onesided:
                y = torch.slice(y, -1, 0, torch.floordiv(n, 2) + 1)
              return torch.contiguous(torch.view_as_real(y))
            """;

    /**
     * Triangles over the bins of a spectrum whose corners are evenly spaced on the mel scale, as
     * ONNX's reference has it (opset 17): {@code 2595 log10(1 + hertz / 700)} in the type of the
     * edges, then float64.
     */
    private static final String MEL =
            """
            def mel_weights(count: int, length: int, rate: int, low: Tensor, high: Tensor) -> Tensor:
              least = torch.div(torch.mul(torch.log1p(torch.div(low, 700.0)), 2595.0), 2.302585092994046)
              most = torch.div(torch.mul(torch.log1p(torch.div(high, 700.0)), 2595.0), 2.302585092994046)
              step = torch.to(torch.div(torch.sub(most, least), count + 2), 7)
              i = torch.arange(count + 2, dtype=7, device=low.device)
              hertz = torch.mul(torch.expm1(torch.mul(torch.div(torch.add(torch.mul(i, step), torch.to(least, 7)), 2595.0), 2.302585092994046)), 700.0)
              f = torch.floor(torch.div(torch.mul(hertz, length + 1), rate))
              left = torch.slice(f, 0, 0, count, 1)
              centre = torch.slice(f, 0, 1, count + 1, 1)
              right = torch.slice(f, 0, 2, count + 2, 1)
              j = torch.unsqueeze(torch.arange(torch.floordiv(length, 2) + 1, dtype=7, device=low.device), 1)
              rises = torch.logical_and(torch.ge(j, left), torch.lt(j, centre))
              falls = torch.logical_and(torch.gt(j, centre), torch.lt(j, right))
              r = torch.where(rises, torch.div(torch.sub(j, left), torch.sub(centre, left)), torch.zeros_like(torch.add(j, left)))
              r = torch.where(falls, torch.div(torch.sub(right, j), torch.sub(right, centre)), r)
              return torch.where(torch.eq(j, centre), torch.ones_like(r), r)
            """;

    private Signals() {}

    private static void mel(Emission e) {
        String type = e.type(e.attributes().integer("output_datatype", 1));
        String made =
                e.let(
                        "%s(%s, %s, %s, %s, %s)",
                        e.helper("mel_weights", MEL),
                        e.integer(0),
                        e.integer(1),
                        e.integer(2),
                        e.in(3),
                        e.in(4));
        e.give("torch.to(%s, %s)", made, type);
    }

    private static String truth(Emission e, String name, long usual) {
        return Literals.of(e.attributes().integer(name, usual) == 1);
    }

    private static void transform(Emission e) {
        e.helper("as_complex", COMPLEX);
        e.give(
                "%s(%s, %s, %s, %s, %s)",
                e.helper("fourier", TRANSFORM),
                e.in(0),
                e.has(1) ? e.integer(1) : "None",
                e.has(2) ? e.integer(2) : "-2",
                truth(e, "inverse", 0),
                truth(e, "onesided", 0));
    }

    private static void frames(Emission e) {
        e.helper("as_complex", COMPLEX);
        e.give(
                "%s(%s, %s, %s, %s, %s)",
                e.helper("fourier_frames", FRAMES),
                e.in(0),
                e.integer(1),
                e.optional(2),
                e.has(3) ? e.integer(3) : "None",
                truth(e, "onesided", 1));
    }

    private static void window(Emission e, String call) {
        String name = "window_" + e.node().op();
        String text =
                "def %s(n: int, periodic: bool, x: Tensor) -> Tensor:\n  return %s\n"
                        .formatted(name, call.formatted("dtype=7, layout=None, device=x.device"));
        String type = e.type(e.attributes().integer("output_datatype", 1));
        String made =
                e.let(
                        "%s(%s, %s, %s)",
                        e.helper(name, text), e.integer(0), truth(e, "periodic", 1), e.in(0));
        e.give("torch.to(%s, %s)", made, type);
    }
}
