package io.dormouse.agents.host.driver.docker.image;

import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Image;
import io.dormouse.agents.host.driver.ImageMissingException;
import io.dormouse.agents.host.driver.docker.engine.DockerEngine;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The image that each name stands for. The list is read anew at each {@link #refresh}, so that a
 * start needs no call for it. An image that is gone since then is noticed when a container is
 * created.
 */
public final class Images {

  private final DockerEngine engine;
  private final PullImages pulls;
  private volatile Map<String, String> ids = new ConcurrentHashMap<>();

  public Images(DockerEngine engine, PullImages pulls) {
    this.engine = engine;
    this.pulls = pulls;
  }

  public void refresh() {
    Map<String, String> found = new ConcurrentHashMap<>();
    for (Image image :
        DockerEngine.call("list images", () -> engine.calls().listImagesCmd().exec())) {
      for (String tag : Objects.requireNonNullElse(image.getRepoTags(), new String[0])) {
        found.put(tag, image.getId());
      }
    }
    ids = found;
  }

  /** Completed when the engine has the image, which is pulled if it is missing. */
  public CompletableFuture<Void> fetch(String name) {
    try {
      require(name);
      return CompletableFuture.completedFuture(null);
    } catch (ImageMissingException e) {
      return pulls.pull(tagged(name));
    }
  }

  /** Throws {@link ImageMissingException} if no image has the name. */
  public void require(String name) {
    if (!ids.containsKey(tagged(name))) {
      String id =
          DockerEngine.call(
              "inspect the image " + name,
              () -> {
                try {
                  return Objects.requireNonNull(
                      engine.calls().inspectImageCmd(name).exec().getId());
                } catch (NotFoundException e) {
                  throw missing(name, e);
                }
              });
      ids.put(tagged(name), id);
    }
  }

  public ImageMissingException missing(String name, NotFoundException e) {
    ids.remove(tagged(name));
    return new ImageMissingException(
        "Expected the image %s on this host, but the engine has none: build or load it here."
            .formatted(name),
        e);
  }

  /** True if the name stands for another image by now. */
  public boolean isOutdated(String name, String id) {
    String current = ids.get(tagged(name));
    return current != null && !current.equals(id);
  }

  private static String tagged(String name) {
    boolean hasTag = name.lastIndexOf(':') > name.lastIndexOf('/');
    return hasTag || name.contains("@") ? name : name + ":latest";
  }
}
