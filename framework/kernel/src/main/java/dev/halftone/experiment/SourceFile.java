package dev.halftone.experiment;

import dev.halftone.problem.Problem;
import dev.halftone.problem.Spot;
import dev.halftone.tell.Findings;
import dev.halftone.tell.Hint;
import dev.halftone.yaml.Source;
import dev.halftone.yaml.Tree;
import dev.halftone.yaml.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads one experiment file as a map, or tells why it cannot. */
final class SourceFile {
    private static final int LARGEST = 1 << 20;
    private static final String NOT_FOUND = "it is relative to the folder you are in";

    private final Path file;
    private final Optional<Spot> asked;
    private final Findings findings;

    /**
     * @param asked where another file names this one, if one does
     */
    SourceFile(Path file, Optional<Spot> asked, Findings findings) {
        this.file = file;
        this.asked = asked;
        this.findings = findings;
    }

    Optional<Tree.Fields> read() {
        return readable().flatMap(this::decoded).flatMap(this::parsed);
    }

    private Optional<byte[]> readable() {
        if (Files.isDirectory(file)) {
            return unreadable("'" + file + "' is a folder", "name a file: " + examples(file));
        }
        if (!Files.exists(file)) {
            return unreadable("there is no file '" + file + "'", nearby());
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            return bytes.length <= LARGEST
                    ? Optional.of(bytes)
                    : unreadable(
                            "'" + file + "' is larger than 1 MiB",
                            "an experiment is a small text file");
        } catch (IOException e) {
            return unreadable("'" + file + "' cannot be read", "look at its permissions");
        }
    }

    private <T> Optional<T> unreadable(String message, String hint) {
        Problem problem = Problem.of("unreadable-file", message).hint(hint);
        findings.add(asked.map(problem::at).orElse(problem));
        return Optional.empty();
    }

    private String examples(Path folder) {
        List<String> names = yamlIn(folder);
        return names.isEmpty() ? "FILE.yaml" : folder.resolve(names.get(0)).toString();
    }

    private String nearby() {
        Path folder = file.toAbsolutePath().normalize().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return "there is no folder '" + folder + "' either";
        }
        Map<String, String> byStem = new TreeMap<>();
        yamlIn(folder).forEach(name -> byStem.put(stem(name), name));
        return Hint.nearest(stem(String.valueOf(file.getFileName())), byStem.keySet())
                .map(stem -> "did you mean '" + byStem.get(stem) + "'?")
                .orElse(asked.isPresent() ? "it is relative to this file" : NOT_FOUND);
    }

    private static String stem(String name) {
        return name.replaceAll("\\.[^.]*$", "");
    }

    private static List<String> yamlIn(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml") || name.endsWith(".yml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private Optional<String> decoded(byte[] bytes) {
        if (bytes.length > 2 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB) {
            findings.add(
                    "not-utf-8",
                    start(new String(bytes, 3, bytes.length - 3, StandardCharsets.ISO_8859_1)),
                    "the file begins with a byte order mark",
                    Optional.of("save it as UTF-8 without BOM"));
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(buffer).toString());
        } catch (CharacterCodingException e) {
            String before = new String(bytes, 0, buffer.position(), StandardCharsets.UTF_8);
            int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
            int column = before.length() - before.lastIndexOf('\n');
            String text =
                    new String(bytes, StandardCharsets.ISO_8859_1).lines().toList().get(line - 1);
            findings.add(
                    "not-utf-8",
                    new Spot(file.toString(), line, column, 1, text),
                    "the file is not UTF-8 from here on",
                    Optional.of("save it as UTF-8"));
            return Optional.empty();
        }
    }

    private Optional<Tree.Fields> parsed(String text) {
        int before = findings.count();
        Optional<Tree> tree = YamlText.read(Source.of(file.toString(), text), text, findings);
        boolean empty =
                tree.isEmpty() || tree.get() instanceof Tree.Scalar s && s.is(Tree.Kind.NOTHING);
        if (empty && findings.count() == before) {
            findings.add(
                    "empty-file",
                    start(text),
                    "the file is empty",
                    Optional.of("an experiment has at least a 'model'"));
        } else if (!empty && !(tree.get() instanceof Tree.Fields)) {
            findings.add(
                    "wrong-type",
                    tree.get().spot(),
                    "an experiment is a map of keys, not " + tree.get().words(),
                    Optional.of("begin with 'model: …'"));
        }
        return tree.filter(Tree.Fields.class::isInstance).map(Tree.Fields.class::cast);
    }

    private Spot start(String text) {
        String line = text.lines().findFirst().orElse("");
        return new Spot(file.toString(), 1, 1, Math.max(1, line.stripTrailing().length()), line);
    }
}
