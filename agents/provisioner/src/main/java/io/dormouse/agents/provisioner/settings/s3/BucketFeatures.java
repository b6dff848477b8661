package io.dormouse.agents.provisioner.settings.s3;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Features by their names, separated by commas; the empty text is none.
 *
 * <p>The constructor of a text throws {@link IllegalArgumentException} if a name is unknown.
 */
public record BucketFeatures(Set<BucketFeature> all) {

  public BucketFeatures {
    all = Set.copyOf(all);
  }

  public BucketFeatures(String text) {
    this(
        Stream.of(text.split(","))
            .map(String::trim)
            .filter(name -> !name.isEmpty())
            .map(BucketFeatures::named)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(BucketFeature.class))));
  }

  private static BucketFeature named(String name) {
    return Stream.of(BucketFeature.values())
        .filter(feature -> feature.toString().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "Expected names out of %s, separated by commas, but got '%s'."
                    .formatted(Arrays.toString(BucketFeature.values()), name)));
  }

  public boolean has(BucketFeature feature) {
    return all.contains(feature);
  }

  @Override
  public String toString() {
    return all.stream().sorted().map(BucketFeature::toString).collect(Collectors.joining(","));
  }
}
