package dev.halftone.segment;

import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import java.util.List;

/**
 * Attention within a square of patches, with relative positions split into rows and columns: to the
 * score of two patches comes what the query makes of their distance in rows and in columns, from
 * two tables with one entry for each possible distance.
 *
 * @param width channels
 * @param heads that share them
 * @param side of the square
 */
record SamAttention(int width, int heads, int side) {

    /** Rows (squares, side², width) in and out. */
    Value write(GraphBuilder g, Value x) {
        int each = width / heads;
        List<Value> qkv = g.split(g.linear(x, "qkv", width, 3L * width), 2, 3);
        Value query = g.transpose(byHead(g, qkv.get(0)), 0, 2, 1, 3);
        Value key = g.transpose(byHead(g, qkv.get(1)), 0, 2, 3, 1);
        Value value = g.transpose(byHead(g, qkv.get(2)), 0, 2, 1, 3);

        Value scores = g.matmul(query, key);
        GraphBuilder scale = g.at("scale");
        scores = scale.multiply(scores, scale.scalar(1 / Math.sqrt(each)));
        scores = positioned(g, scores, query);
        Value context = g.matmul(g.at("softmax").softmax(scores, -1), value);

        Value joined = g.reshape(g.transpose(context, 0, 2, 1, 3), 0, 0, width);
        return g.linear(joined, "proj", width, width);
    }

    private Value byHead(GraphBuilder g, Value x) {
        return g.reshape(x, 0, 0, heads, width / heads);
    }

    /** The query is not scaled here: the tables were trained like that. */
    private Value positioned(GraphBuilder g, Value scores, Value query) {
        long tokens = (long) side * side;
        Value square = g.reshape(query, 0, 0, side, side, width / heads);

        GraphBuilder rows = g.at("rel_pos_h");
        Value byRow = rows.matmul(square, table(g, "rel_pos_h"));
        byRow = rows.reshape(byRow, 0, 0, tokens, side, 1);

        GraphBuilder columns = g.at("rel_pos_w");
        Value turned = columns.transpose(square, 0, 1, 3, 2, 4);
        Value byColumn = columns.matmul(turned, table(g, "rel_pos_w"));
        byColumn = columns.transpose(byColumn, 0, 1, 3, 2, 4);
        byColumn = columns.reshape(byColumn, 0, 0, tokens, 1, side);

        Value squares = g.reshape(scores, 0, 0, 0, side, side);
        squares = columns.add(rows.add(squares, byRow), byColumn);
        return g.reshape(squares, 0, 0, 0, -1);
    }

    /** For each place of the query, its channels against each place of the key. */
    private Value table(GraphBuilder g, String name) {
        Value entries = g.parameter(name, 2L * side - 1, width / heads);
        GraphBuilder at = g.at(name);
        Value from = Layers.unsqueeze(at, range(at, side - 1, 2L * side - 1), 1);
        Value to = Layers.unsqueeze(at, range(at, 0, side), 0);
        Value places = at.subtract(from, to);
        Value found = Layers.apply(at, "Gather", "axis", 0, entries, places);
        return at.transpose(found, 0, 2, 1);
    }

    private static Value range(GraphBuilder g, long from, long to) {
        return g.apply("Range", whole(g, from), whole(g, to), whole(g, 1));
    }

    private static Value whole(GraphBuilder g, long value) {
        return Layers.apply(g, "Constant", "value_int", value);
    }
}
