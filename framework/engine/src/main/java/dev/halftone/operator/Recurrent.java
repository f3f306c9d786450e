package dev.halftone.operator;

import dev.halftone.torchscript.Literals;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * LSTM, GRU and RNN, one step after the other, with the activations that ONNX has as defaults.
 * Shapes are those of ONNX: sequence, batch, features with {@code layout} 0, batch first with 1.
 */
final class Recurrent {
    static final Map<String, Operator> OPERATORS =
            Map.of(
                    "LSTM",
                    e -> write(e, List.of("Sigmoid", "Tanh", "Tanh")),
                    "GRU",
                    e -> write(e, List.of("Sigmoid", "Tanh")),
                    "RNN",
                    e -> write(e, List.of("Tanh")));

    private static final String STEP =
            """
            def recurrent_step(op: str, after: bool, x: Tensor, r: Tensor, b: Tensor, p: Tensor, h: Tensor, c: Tensor) -> Tuple[Tensor, Tensor]:
              n = torch.size(h, 1)
              if op == "LSTM":
                g = torch.add(torch.add(x, torch.linear(h, r)), b)
                i = torch.sigmoid(torch.add(torch.slice(g, 1, 0, n), torch.mul(torch.slice(p, 0, 0, n), c)))
                f = torch.sigmoid(torch.add(torch.slice(g, 1, 2 * n, 3 * n), torch.mul(torch.slice(p, 0, 2 * n, 3 * n), c)))
                k = torch.add(torch.mul(f, c), torch.mul(i, torch.tanh(torch.slice(g, 1, 3 * n, 4 * n))))
                o = torch.sigmoid(torch.add(torch.slice(g, 1, n, 2 * n), torch.mul(torch.slice(p, 0, n, 2 * n), k)))
                y = torch.mul(o, torch.tanh(k))
              elif op == "GRU":
                g = torch.add(torch.linear(h, torch.slice(r, 0, 0, 2 * n)), torch.slice(b, 0, 0, 2 * n))
                g = torch.sigmoid(torch.add(g, torch.slice(x, 1, 0, 2 * n)))
                z = torch.slice(g, 1, 0, n)
                s = torch.slice(g, 1, n, 2 * n)
                if after:
                  a = torch.mul(s, torch.add(torch.linear(h, torch.slice(r, 0, 2 * n, 3 * n)), torch.slice(b, 0, 2 * n, 3 * n)))
                else:
                  a = torch.add(torch.linear(torch.mul(s, h), torch.slice(r, 0, 2 * n, 3 * n)), torch.slice(b, 0, 2 * n, 3 * n))
                a = torch.tanh(torch.add(torch.slice(x, 1, 2 * n, 3 * n), a))
                y = torch.add(torch.mul(torch.sub(torch.ones_like(z), z), a), torch.mul(z, h))
                k = c
              else:
                y = torch.tanh(torch.add(torch.add(x, torch.linear(h, r)), b))
                k = c
              return (y, k)
            """;

    private static final String WAY =
            """
            def recurrent_way(op: str, after: bool, back: bool, x: Tensor, w: Tensor, r: Tensor, b: Tensor, p: Tensor, h: Tensor, c: Tensor, ends: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
              half = torch.floordiv(torch.size(b, 0), 2)
              g = torch.linear(x, w, torch.slice(b, 0, 0, half))
              rest = torch.slice(b, 0, half, 2 * half)
              n = torch.size(x, 0)
              ys = annotate(List[Tensor], [])
              for i in range(n):
                t = i
                if back:
                  t = n - 1 - i
                y, k = __torch__.recurrent_step(op, after, torch.select(g, 0, t), r, rest, p, h, c)
                on = torch.gt(ends, t)
                h = torch.where(on, y, h)
                c = torch.where(on, k, c)
                _ = torch.append(ys, torch.where(on, y, torch.zeros_like(y)))
              if back:
                qs = annotate(List[Tensor], [])
                for i in range(n):
                  _ = torch.append(qs, ys[n - 1 - i])
                ys = qs
              return (torch.stack(ys, 0), h, c)
            """;

    private static final String ALL =
            """
            def recurrent(op: str, after: bool, ways: List[bool], x: Tensor, w: Tensor, r: Tensor, b: Optional[Tensor], ends: Optional[Tensor], h: Optional[Tensor], c: Optional[Tensor], p: Optional[Tensor]) -> List[Tensor]:
              m = torch.size(x, 1)
              n = torch.size(r, 2)
              k = torch.len(ways)
              bias = torch.new_zeros(x, [k, 2 * torch.size(w, 1)])
              if b is not None:
                bias = b
              end = torch.add(torch.new_zeros(x, [m, 1]), torch.size(x, 0))
              if ends is not None:
                end = torch.reshape(ends, [m, 1])
              first = torch.new_zeros(x, [k, m, n])
              if h is not None:
                first = h
              cell = torch.new_zeros(x, [k, m, n])
              if c is not None:
                cell = c
              peep = torch.new_zeros(x, [k, 3 * n])
              if p is not None:
                peep = p
              ys = annotate(List[Tensor], [])
              hs = annotate(List[Tensor], [])
              cs = annotate(List[Tensor], [])
              for i in range(k):
                y, u, v = __torch__.recurrent_way(op, after, ways[i], x, torch.select(w, 0, i), torch.select(r, 0, i), torch.select(bias, 0, i), torch.select(peep, 0, i), torch.select(first, 0, i), torch.select(cell, 0, i), end)
                _ = torch.append(ys, y)
                _ = torch.append(hs, u)
                _ = torch.append(cs, v)
              return [torch.stack(ys, 1), torch.stack(hs, 0), torch.stack(cs, 0)]
            """;

    private Recurrent() {}

    private static void write(Emission e, List<String> activations) {
        String direction = e.attributes().text("direction", "forward");
        String ways =
                switch (direction) {
                    case "forward" -> "[False]";
                    case "reverse" -> "[True]";
                    case "bidirectional" -> "[False, True]";
                    default -> throw e.unsupported("has the direction '" + direction + "'");
                };
        require(e, activations, direction.equals("bidirectional") ? 2 : 1);
        e.helper("recurrent_step", STEP);
        e.helper("recurrent_way", WAY);
        String all = e.helper("recurrent", ALL);
        boolean batchFirst = e.attributes().integer("layout", 0) == 1;
        boolean after = e.attributes().integer("linear_before_reset", 0) == 1;
        boolean cell = e.node().op().equals("LSTM");
        String made =
                e.let(
                        "%s(\"%s\", %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                        all,
                        e.node().op(),
                        Literals.of(after),
                        ways,
                        turned(e, 0, batchFirst),
                        e.in(1),
                        e.in(2),
                        e.optional(3),
                        e.optional(4),
                        turned(e, 5, batchFirst),
                        cell ? turned(e, 6, batchFirst) : "None",
                        cell ? e.optional(7) : "None");
        List<String> orders = List.of("[2, 0, 1, 3]", "[1, 0, 2]", "[1, 0, 2]");
        for (int i = 0; i < e.node().outputs().size(); i++) {
            String value = made + "[" + i + "]";
            String turn = "torch.contiguous(torch.permute(%s, %s))".formatted(value, orders.get(i));
            e.line("%s = %s", e.out(i), batchFirst ? turn : value);
        }
    }

    private static String turned(Emission e, int input, boolean batchFirst) {
        return batchFirst && e.has(input)
                ? "torch.permute(" + e.in(input) + ", [1, 0, 2])"
                : e.optional(input);
    }

    private static void require(Emission e, List<String> activations, int ways) {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < ways; i++) {
            expected.addAll(activations);
        }
        Object given = e.attributes().values().getOrDefault("activations", expected);
        if (!given.equals(expected)) {
            throw e.unsupported("has activations other than " + expected);
        }
        if (e.attributes().has("clip") || e.attributes().integer("input_forget", 0) != 0) {
            throw e.unsupported("has gates that are clipped or joined");
        }
    }
}
