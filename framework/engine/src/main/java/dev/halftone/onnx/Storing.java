package dev.halftone.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.halftone.problem.Unwritable;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes a model beside its place, then moves it there; its data first. */
final class Storing {
    private Storing() {}

    static void write(Path file, ModelProto model, TensorWriter tensors) {
        Path place = file.toAbsolutePath();
        try {
            if (tensors.beside().isPresent()) {
                Path data = place.resolveSibling(tensors.beside().get());
                whole(data, aside -> data(aside, tensors));
            }
            whole(place, aside -> model(aside, model));
        } catch (IOException e) {
            throw Unwritable.problem(file, e);
        }
    }

    /** Writes something to a file. */
    @FunctionalInterface
    private interface Filling {
        void into(Path file) throws IOException;
    }

    private static void whole(Path place, Filling filling) throws IOException {
        String part = "." + place.getFileName() + "." + ProcessHandle.current().pid() + ".part";
        Path aside = place.resolveSibling(part);
        try {
            filling.into(aside);
            Files.move(
                    aside,
                    place,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    private static void model(Path file, ModelProto model) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            model.writeTo(out);
        }
    }

    private static void data(Path file, TensorWriter tensors) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (ByteBuffer bytes : tensors.outside()) {
                ByteBuffer rest = bytes.duplicate();
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
            }
        }
    }
}
