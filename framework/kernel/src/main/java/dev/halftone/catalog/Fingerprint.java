package dev.halftone.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** SHA-256 of files: of one, its bytes; of several, their names and checksums. */
final class Fingerprint {

    private Fingerprint() {}

    static String of(List<Path> parts) {
        try {
            if (parts.size() == 1 && Files.isRegularFile(parts.get(0))) {
                return HexFormat.of().formatHex(bytes(parts.get(0)));
            }
            MessageDigest all = sha256();
            for (Path part : parts) {
                for (Path file : files(part)) {
                    Path name = file.equals(part) ? part.getFileName() : part.relativize(file);
                    String text = name.toString().replace('\\', '/') + "\n";
                    all.update(text.getBytes(StandardCharsets.UTF_8));
                    all.update(bytes(file));
                }
            }
            return HexFormat.of().formatHex(all.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> files(Path part) throws IOException {
        try (Stream<Path> all = Files.walk(part)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
