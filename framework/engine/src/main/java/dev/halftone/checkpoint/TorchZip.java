package dev.halftone.checkpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * A file as {@code torch.save} writes it since PyTorch 1.6: a zip archive with a pickle, {@code
 * data.pkl}, and one entry for each storage, {@code data/KEY}.
 */
final class TorchZip {
    private static final int LARGEST_PICKLE = 64 << 20;
    private static final String PICKLE = "data.pkl";

    private TorchZip() {}

    static TensorFile open(String file, Archive archive) {
        String pickle = archive.ending(PICKLE).orElseThrow();
        String root = pickle.substring(0, pickle.length() - PICKLE.length());
        if (archive.find(root + "constants.pkl").isPresent()) {
            throw BadCheckpoint.because(
                    file, "it is a TorchScript program: save its state_dict() instead");
        }
        if (archive.find(root + "byteorder").isPresent()) {
            byte[] order = archive.small(root + "byteorder", 100);
            if (!new String(order, StandardCharsets.US_ASCII).trim().equals("little")) {
                throw BadCheckpoint.because(file, "its numbers are stored highest byte first");
            }
        }
        Bytes text = Bytes.of(archive.small(pickle, LARGEST_PICKLE));
        Map<String, Bytes> known = new HashMap<>();
        TorchPickle world =
                new TorchPickle(
                        file,
                        (type, key, elements) ->
                                known.computeIfAbsent(
                                        elements + " " + type + " " + key,
                                        any -> storage(file, archive, root, type, key, elements)));
        Object all = new Pickle(file, new Cursor(file, text), world).read();
        return new NamedTensors(file, StateDict.of(file, all));
    }

    /** What is stored decides how much there is, and never what is declared. */
    private static Bytes storage(
            String file,
            Archive archive,
            String root,
            ElementType type,
            String key,
            long elements) {
        Bytes bytes =
                archive.find(root + "data/" + key)
                        .orElseThrow(
                                () ->
                                        BadCheckpoint.because(
                                                file,
                                                "the storage '%s' that a tensor lies in is not there"
                                                        .formatted(Pickle.shortened(key))));
        try {
            if (elements < 0 || elements > bytes.size() / type.bytes()) {
                throw BadCheckpoint.because(
                        file,
                        "the storage '%s' should have %d elements, but has %d"
                                .formatted(
                                        Pickle.shortened(key),
                                        elements,
                                        bytes.size() / type.bytes()));
            }
            return bytes.slice(0, elements * type.bytes());
        } catch (IOException e) {
            throw BadCheckpoint.because(file, "reading failed", e);
        }
    }
}
