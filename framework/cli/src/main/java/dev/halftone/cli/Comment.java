package dev.halftone.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The comment above a record: formula and paper, read from the source beside its class file. */
final class Comment {
    private static final Pattern TAG = Pattern.compile("\\{@\\w+\\s+(?:[\\w.]*#)?([^}]*)\\}");

    private Comment() {}

    /** The lines of the comment in plain text; none where the pack brings no sources. */
    static List<String> above(Class<?> type) {
        return source(type)
                .flatMap(text -> comment(text, type.getSimpleName()))
                .map(Comment::plain)
                .orElse(List.of());
    }

    private static Optional<String> source(Class<?> type) {
        String name = type.getName().replaceFirst("\\$.*", "").replace('.', '/');
        try (InputStream source = type.getResourceAsStream("/" + name + ".java")) {
            return source == null
                    ? Optional.empty()
                    : Optional.of(new String(source.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<String> comment(String source, String record) {
        Matcher declared =
                Pattern.compile("^.*\\brecord " + record + "\\b", Pattern.MULTILINE)
                        .matcher(source);
        if (!declared.find()) {
            return Optional.empty();
        }
        int end = source.lastIndexOf("*/", declared.start());
        int begin = source.lastIndexOf("/**", end);
        return begin < 0 ? Optional.empty() : Optional.of(source.substring(begin + 3, end));
    }

    private static List<String> plain(String comment) {
        String text = comment.replaceAll("(?m)^\\s*\\* ?", "").strip();
        return TAG.matcher(text)
                .replaceAll(tag -> Matcher.quoteReplacement(tag.group(1).replaceAll("\\s+", " ")))
                .replaceAll("(?m)^@[\\s\\S]*", "")
                .replaceAll("</?(?:ul|p)>", "")
                .replace("<li>", "- ")
                .strip()
                .lines()
                .map(String::stripTrailing)
                .toList();
    }
}
