package dev.halftone.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halftone.data.Example;
import dev.halftone.data.Examples;
import dev.halftone.data.Instance;
import dev.halftone.data.Instances;
import dev.halftone.data.Prompt;
import dev.halftone.dataset.FashionMnist.Split;
import dev.halftone.prompt.Prompts;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class FashionScenesTest {

    @Test
    void showsSeveralGarmentsThatDoNotShareAPixel() {
        try (Examples examples = scenes(20, Prompts.BOXES, 0).open()) {
            Set<Long> ids = new HashSet<>();
            for (int i = 0; i < examples.size(); i++) {
                List<Instance> all = target(examples.get(i)).all();
                assertThat(all).hasSizeBetween(1, 5);
                for (Instance one : all) {
                    assertThat(ids.add(one.id())).isTrue();
                    assertThat(one.area()).isEqualTo(one.mask().orElseThrow().area());
                    assertThat(one.box()).isEqualTo(one.mask().orElseThrow().box());
                    assertThat(all)
                            .filteredOn(other -> other != one)
                            .noneMatch(other -> touches(one, other));
                }
            }
        }
    }

    private static boolean touches(Instance one, Instance other) {
        return one.mask().orElseThrow().shared(other.mask().orElseThrow()) > 0;
    }

    @Test
    void asksForEachGarmentByItsBoxAndByAClickOnIt() {
        try (Examples examples = scenes(5, Prompts.BOTH, 0).open()) {
            Instances target = target(examples.get(3));

            assertThat(target.prompts()).hasSize(2 * target.all().size());
            for (Prompt prompt : target.prompts()) {
                Instance meant = target.all().get(prompt.instance().orElseThrow());
                Prompt.Point first = prompt.points().get(0);
                if (prompt.hasBox()) {
                    assertThat(first.x()).isEqualTo(meant.box().x());
                } else {
                    int at = (int) (first.y() * target.width() + first.x());
                    assertThat(meant.mask().orElseThrow().pixels()[at]).isTrue();
                }
            }
        }
    }

    @Test
    void isTheBeginningOfALongerList() {
        try (Examples few = scenes(3, Prompts.BOXES, 0).open();
                Examples many = scenes(30, Prompts.BOXES, 0).open()) {
            assertThat(few.get(2).picture().pixels()).isEqualTo(many.get(2).picture().pixels());
            assertThat(few.get(2).target()).isEqualTo(many.get(2).target());
            assertThat(few.fingerprint()).isNotEqualTo(many.fingerprint());
        }
    }

    @Test
    void asksCarelesslyWhenToldTo() {
        try (Examples exact = scenes(3, Prompts.BOXES, 0).open();
                Examples careless = scenes(3, Prompts.BOXES, 0.1).open()) {
            Instances target = target(careless.get(1));

            assertThat(target.all()).isEqualTo(target(exact.get(1)).all());
            assertThat(target.prompts()).isNotEqualTo(target(exact.get(1)).prompts());
        }
    }

    private static FashionScenes scenes(int take, Prompts prompts, double careless) {
        return new FashionScenes(Split.TEST, take, prompts, 128, careless, Optional.empty());
    }

    private static Instances target(Example example) {
        return (Instances) example.target();
    }
}
