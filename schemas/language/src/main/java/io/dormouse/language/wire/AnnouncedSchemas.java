package io.dormouse.language.wire;

import java.util.Map;
import java.util.Optional;

/** Schemas that other programs announce and that this program was not built with. */
public interface AnnouncedSchemas {

  /** No announcements. */
  AnnouncedSchemas NONE =
      new AnnouncedSchemas() {
        @Override
        public Optional<String> await(int id) {
          return Optional.empty();
        }

        @Override
        public Map<Integer, String> all() {
          return Map.of();
        }
      };

  /**
   * The text of the schema with this id. Blocks for a bounded time while nobody has announced it;
   * empty after that.
   */
  Optional<String> await(int id);

  /** The texts of all schemas announced so far, by id. */
  Map<Integer, String> all();
}
