package dev.halftone.site;

import java.util.Map;
import java.util.Optional;

/**
 * A place where a tensor can be quantized: a node of the graph and a role. It quantizes what one
 * reader reads, or what one node makes.
 *
 * @param id {@code path:role}, unique in the graph and stable under rewriting
 * @param path module path of the public checkpoint
 * @param role what the tensor is to the node
 * @param op operator of the node
 * @param node name of the node
 * @param place which edge of the node
 * @param parameter name of the parameter, for weights
 * @param channelAxis dimension of the channels: a weight's output channels, an activation's
 *     features
 * @param labels of the node
 */
public record Site(
        String id,
        String path,
        Role role,
        String op,
        String node,
        Place place,
        Optional<String> parameter,
        int channelAxis,
        Map<String, String> labels) {

    public boolean isWeight() {
        return role == Role.WEIGHT;
    }

    /** An edge of a node. */
    public sealed interface Place {}

    /** What the node reads at an index. */
    public record Read(int index) implements Place {}

    /** What the node makes, before its bias. */
    public record BeforeBias() implements Place {}

    /** What the node makes. */
    public record Made() implements Place {}
}
