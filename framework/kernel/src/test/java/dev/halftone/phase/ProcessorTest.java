package dev.halftone.phase;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ProcessorTest {

    @Test
    void namesTheInstructionSetsThatMatter() {
        assertThat(Processor.instructions(Set.of("sse2", "avx2", "avx512f", "avx512_vnni")))
                .containsExactly("AVX2", "AVX-512", "AVX512-VNNI");
        assertThat(Processor.instructions(Set.of(""))).isEmpty();
    }
}
