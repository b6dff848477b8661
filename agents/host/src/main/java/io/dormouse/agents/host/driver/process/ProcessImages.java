package io.dormouse.agents.host.driver.process;

import io.dormouse.agents.host.driver.ImageMissingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The folder of programs, where the image {@code dormouse/sample-app:dev} is the program {@code
 * dormouse/sample-app/dev/run}.
 */
record ProcessImages(Path root) {

  /**
   * The program of an image; throws {@link ImageMissingException} if there is none that can be run.
   */
  Path require(String image) {
    int colon = image.lastIndexOf(':');
    boolean hasTag = colon > image.lastIndexOf('/');
    String name = hasTag ? image.substring(0, colon) : image;
    String tag = hasTag ? image.substring(colon + 1) : "latest";
    try {
      Path program = root.resolve(name).resolve(tag).resolve("run").normalize();
      if (program.startsWith(root.normalize()) && Files.isExecutable(program)) {
        return program;
      }
      throw missing(image, program.toString(), null);
    } catch (InvalidPathException e) {
      throw missing(image, name, e);
    }
  }

  private static ImageMissingException missing(
      String image, String place, @Nullable InvalidPathException e) {
    return new ImageMissingException(
        "Expected the image %s as an executable file %s below process.images, but there is none."
            .formatted(image, place),
        e);
  }
}
