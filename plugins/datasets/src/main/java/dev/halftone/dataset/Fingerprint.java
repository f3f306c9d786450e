package dev.halftone.dataset;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over a row of values, each preceded by its length so that no two rows look alike. */
final class Fingerprint {
    private final MessageDigest sha;

    Fingerprint() {
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    Fingerprint add(byte[] bytes) {
        sha.update(ByteBuffer.allocate(8).putLong(0, bytes.length));
        sha.update(bytes);
        return this;
    }

    Fingerprint add(String text) {
        return add(text.getBytes(StandardCharsets.UTF_8));
    }

    Fingerprint add(long number) {
        sha.update(ByteBuffer.allocate(8).putLong(0, number));
        return this;
    }

    String hex() {
        return HexFormat.of().formatHex(sha.digest());
    }
}
