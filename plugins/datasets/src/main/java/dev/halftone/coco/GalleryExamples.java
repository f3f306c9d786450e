package dev.halftone.coco;

import dev.halftone.data.Example;
import dev.halftone.data.Examples;
import dev.halftone.data.Instances;
import dev.halftone.data.Picture;
import dev.halftone.data.Pictures;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Pictures with what is in them, and what is asked about them.
 *
 * @param root that the paths start from
 * @param entries the pictures
 * @param paths where each lies
 * @param truth what is in them
 * @param source of prompts
 * @param upright whether pictures are turned as EXIF says
 */
record GalleryExamples(
        Path root,
        List<PictureEntry> entries,
        List<String> paths,
        Truth truth,
        Source source,
        boolean upright)
        implements Examples {

    @Override
    public int size() {
        return entries.size();
    }

    @Override
    public Example get(int index) {
        String path = paths.get(index);
        PictureEntry entry = entries.get(index);
        truth.checkSize(entry);
        byte[] bytes = bytes(path);
        Picture picture = upright ? Pictures.upright(path, bytes) : Pictures.decode(path, bytes);
        if (entry.width() != picture.width() || entry.height() != picture.height()) {
            throw new ProblemException(otherSize(path, entry, picture));
        }
        return new Example(path, picture, target(entry, picture));
    }

    private Problem otherSize(String path, PictureEntry entry, Picture picture) {
        Problem problem =
                Problem.of(
                        Unreadable.CODE,
                        "the picture '%s' should be %dx%d as annotated, but is %dx%d"
                                .formatted(
                                        path,
                                        entry.width(),
                                        entry.height(),
                                        picture.width(),
                                        picture.height()));
        boolean lying = entry.width() == picture.height() && entry.height() == picture.width();
        return lying && !upright
                ? problem.hint("'upright: true' turns pictures as EXIF says")
                : problem;
    }

    private Instances target(PictureEntry entry, Picture picture) {
        Instances plain = truth.in(entry);
        return new Instances(
                plain.image(),
                plain.width(),
                plain.height(),
                plain.all(),
                source.prompts(entry, plain.all(), () -> picture),
                plain.annotated());
    }

    private byte[] bytes(String path) {
        try {
            return Files.readAllBytes(root.resolve(path));
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(
                            "broken-picture",
                            "the picture '" + path + "' cannot be read: the disk gives no more"),
                    e);
        }
    }

    /** Covers names, every byte of the pictures, what is in them and what is asked. */
    @Override
    public String fingerprint() {
        MessageDigest sha = sha();
        for (int i = 0; i < entries.size(); i++) {
            Instances target = truth.in(entries.get(i));
            sha.update((paths.get(i) + "\n").getBytes(StandardCharsets.UTF_8));
            sha.update(sha().digest(bytes(paths.get(i))));
            target.all().forEach(one -> sha.update(text(one, one.mask().map(m -> m.text()))));
            sha.update(text(asked(i, target), target.annotated().map(a -> a.absent().size())));
        }
        if (upright) {
            sha.update(text("upright"));
        }
        return HexFormat.of().formatHex(sha.digest());
    }

    /** The prompts, or what decides them where pictures must be looked at for them. */
    private Object asked(int index, Instances target) {
        Optional<String> mark = source.mark();
        return mark.isPresent()
                ? mark.get()
                : source.prompts(entries.get(index), target.all(), () -> get(index).picture());
    }

    private static byte[] text(Object... values) {
        return Arrays.toString(values).getBytes(StandardCharsets.UTF_8);
    }

    private static MessageDigest sha() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public void close() {
        source.close();
    }
}
