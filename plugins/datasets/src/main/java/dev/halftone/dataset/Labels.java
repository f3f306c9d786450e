package dev.halftone.dataset;

import dev.halftone.problem.Nearest;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.problem.Spot;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Class indices by the name of a folder or of a picture, from a file of lines in one of three
 * forms, parts separated by tabs: {@code folder, class index}; {@code folder, words}, where the
 * number of the line, from 0, is the index; {@code class index, folder, words}.
 *
 * @param indices by name
 */
record Labels(Map<String, Integer> indices) {
    static final String CODE = "bad-labels";

    private static final int HIGHEST = 1_000_000;
    private static final int MOST_TOLD = 10;

    static Labels read(Path file) {
        List<String> lines = lines(file);
        boolean first = lines.stream().allMatch(line -> isIndex(part(line, 0)));
        boolean second =
                lines.stream()
                        .filter(line -> line.contains("\t"))
                        .allMatch(line -> isNumber(part(line, 1)));
        Map<String, Integer> indices = new HashMap<>();
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            boolean leading = first && line.split("\t", -1).length > 2;
            String name = part(line, leading ? 1 : 0).trim();
            String index = leading ? part(line, 0) : second ? part(line, 1) : String.valueOf(i);
            if (!line.contains("\t") || name.isEmpty()) {
                problems.add(
                        problem(file, i, line, "a line should be folder<TAB>class index")
                                .hint("or folder<TAB>words, or class index<TAB>folder<TAB>words"));
            } else if (second && !leading && !isIndex(index)) {
                problems.add(
                        problem(
                                file,
                                i,
                                line,
                                "a class index should be from 0 to %d, not %s"
                                        .formatted(HIGHEST, index.trim())));
            } else if (indices.putIfAbsent(name, Integer.parseInt(index.trim())) != null) {
                problems.add(problem(file, i, line, "'" + name + "' is listed twice"));
            }
        }
        if (lines.isEmpty()) {
            problems.add(Problem.of(CODE, "'" + file + "' lists no class"));
        }
        if (!problems.isEmpty()) {
            throw new ProblemException(first(problems));
        }
        return new Labels(indices);
    }

    /** The first few, and how many more there are. */
    static List<Problem> first(List<Problem> problems) {
        int more = problems.size() - MOST_TOLD;
        if (more <= 1) {
            return problems;
        }
        List<Problem> few = new ArrayList<>(problems.subList(0, MOST_TOLD));
        few.add(Problem.of(CODE, "so are " + more + " more lines"));
        return few;
    }

    /** Lines without the empty ones at the end. */
    static List<String> lines(Path file) {
        try {
            List<String> lines = new ArrayList<>(Files.readAllLines(file));
            while (!lines.isEmpty() && lines.get(lines.size() - 1).isBlank()) {
                lines.remove(lines.size() - 1);
            }
            return lines;
        } catch (CharacterCodingException e) {
            throw failed(file, "'" + file + "' is not UTF-8 text", e);
        } catch (IOException e) {
            String what = Files.exists(file) ? "cannot be read" : "is not there";
            throw failed(file, "the file of labels '" + file + "' " + what, e);
        }
    }

    private static ProblemException failed(Path file, String message, IOException cause) {
        String code = Files.exists(file) ? CODE : "missing-file";
        return new ProblemException(Problem.of(code, message), cause);
    }

    static Problem problem(Path file, int line, String text, String message) {
        return Problem.of(CODE, message)
                .at(new Spot(file.toString(), line + 1, 1, Math.max(1, text.length()), text));
    }

    private static String part(String line, int index) {
        String[] parts = line.split("\t", -1);
        return index < parts.length ? parts[index] : "";
    }

    private static boolean isNumber(String text) {
        return text.trim().matches("[-+]?[0-9]+([.][0-9]*)?");
    }

    static boolean isIndex(String text) {
        return text.trim().matches("[0-9]{1,7}") && Integer.parseInt(text.trim()) <= HIGHEST;
    }

    /**
     * The class of a file: that of its whole path, else of the first folder on its path that is
     * listed, else of its name without the ending, else of its name.
     */
    OptionalInt of(String path) {
        if (indices.containsKey(path)) {
            return OptionalInt.of(indices.get(path));
        }
        String[] parts = path.split("/");
        String name = parts[parts.length - 1];
        for (int i = 0; i < parts.length - 1; i++) {
            if (indices.containsKey(parts[i])) {
                return OptionalInt.of(indices.get(parts[i]));
            }
        }
        int dot = name.lastIndexOf('.');
        String stem = dot < 0 ? name : name.substring(0, dot);
        Integer index = indices.getOrDefault(stem, indices.get(name));
        return index == null ? OptionalInt.empty() : OptionalInt.of(index);
    }

    /** What is wrong with a file that is not listed. */
    Problem unlisted(String path) {
        int slash = path.indexOf('/');
        String key = slash < 0 ? path.replaceAll("\\.[^.]*$", "") : path.substring(0, slash);
        String what = slash < 0 ? "picture" : "folder";
        Problem problem =
                Problem.of("no-label", "'labels' should list the " + what + " '" + key + "'");
        return Nearest.to(key, indices.keySet())
                .map(near -> problem.hint("it lists '" + near + "'"))
                .orElse(problem.hint("it lists " + indices.size() + " others"));
    }
}
