package dev.halftone.dataset;

import dev.halftone.data.DatasetSource;
import dev.halftone.data.Example;
import dev.halftone.data.Examples;
import dev.halftone.data.Instances;
import dev.halftone.data.Label;
import dev.halftone.data.Prompt;
import dev.halftone.dataset.FashionMnist.Split;
import dev.halftone.plugin.Dataset;
import dev.halftone.plugin.Param;
import dev.halftone.prompt.Prompts;
import dev.halftone.scene.Garment;
import dev.halftone.scene.Scene;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/**
 * Scenes of two to five garments of Fashion-MNIST on textured backgrounds, with the mask of each
 * known.
 *
 * <p>A scene is drawn when it is asked for; its number and the split decide all of it, so a shorter
 * list is the beginning of a longer one. Garments of the test scenes come from the test split, and
 * none of them is in a training scene. Sandals are left out: it is hard to say what is inside of
 * one.
 */
@Dataset(id = "fashion-scenes", doc = "Garments on textured backgrounds, their masks known.")
public record FashionScenes(
        @Param(doc = "Which garments: train or test.", byDefault = "test") Split split,
        @Param(doc = "How many scenes.", byDefault = "200", min = 1, max = 1000000) int take,
        @Param(doc = "What is asked of each garment.", byDefault = "boxes") Prompts prompts,
        @Param(doc = "Side of the pictures, pixels.", byDefault = "128", min = 64, max = 1024)
                int size,
        @Param(
                        doc = "How careless prompts are: a share of the box; 0 is exact.",
                        byDefault = "0",
                        min = 0,
                        max = 0.5)
                double careless,
        @Param(doc = "Folder with the four published .gz files, for all garments of train.")
                Optional<Path> root)
        implements DatasetSource {
    private static final int SANDALS = 5;

    /** Changes whenever the same number gives another scene. */
    private static final int RECIPE = 1;

    @Override
    public Examples open() {
        Examples garments = new FashionMnist(split, root, Optional.empty()).open();
        int[] kept = new int[garments.size()];
        int n = 0;
        for (int i = 0; i < kept.length; i++) {
            if (kind(garments, i) != SANDALS) {
                kept[n++] = i;
            }
        }
        int count = n;
        return new Drawn(this, garments, count, i -> garment(garments, kept[i]));
    }

    private static int kind(Examples garments, int index) {
        return ((Label) garments.get(index).target()).index();
    }

    private static Garment garment(Examples garments, int index) {
        var picture = garments.get(index).picture();
        return Garment.of(picture.width(), picture.pixels(), kind(garments, index));
    }

    /** Scenes by number. */
    private record Drawn(
            FashionScenes scenes, Examples garments, int count, IntFunction<Garment> by)
            implements Examples {
        private static final int IDS = 100;

        @Override
        public int size() {
            return scenes.take;
        }

        @Override
        public Example get(int index) {
            Random random = new Random(seed(index));
            long image = index + 1L;
            Scene scene = Scene.drawn(scenes.size, by, count, image * IDS, random);
            List<Prompt> prompts =
                    scenes.careless > 0
                            ? scenes.prompts.careless(scene.instances(), scenes.careless, random)
                            : scenes.prompts.of(scene.instances());
            return new Example(
                    "%s-scene-%06d".formatted(scenes.split.name().toLowerCase(Locale.ROOT), index),
                    scene.picture(),
                    new Instances(
                            image,
                            scenes.size,
                            scenes.size,
                            scene.instances(),
                            prompts,
                            Optional.empty()));
        }

        /** Far apart for neighbours, whose first random numbers would be alike. */
        private long seed(int index) {
            return new SplittableRandom(2L * index + scenes.split.ordinal()).nextLong();
        }

        @Override
        public String fingerprint() {
            return new Fingerprint()
                    .add(garments.fingerprint())
                    .add(RECIPE)
                    .add(scenes.split + " " + scenes.prompts + " " + scenes.careless)
                    .add(scenes.take)
                    .add(scenes.size)
                    .hex();
        }

        @Override
        public void close() {
            garments.close();
        }
    }
}
