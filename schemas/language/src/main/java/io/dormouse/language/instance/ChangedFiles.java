package io.dormouse.language.instance;

import java.util.List;

/**
 * Files that an application changed in its own container. They are lost with the container, which
 * is kept for a while at most.
 *
 * @param count number of all of them
 * @param paths paths of some, at most {@link #MOST_PATHS} and each of at most {@link #LONGEST_PATH}
 *     characters
 */
public record ChangedFiles(int count, List<String> paths) {

  public static final int MOST_PATHS = 5;
  public static final int LONGEST_PATH = 200;

  public ChangedFiles {
    paths =
        paths.stream()
            .limit(MOST_PATHS)
            .map(path -> path.substring(0, Math.min(LONGEST_PATH, path.length())))
            .toList();
  }
}
