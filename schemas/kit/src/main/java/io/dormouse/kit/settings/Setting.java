package io.dormouse.kit.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A setting of a program: its key, its default as text, and its documentation. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {

  /**
   * The key, such as {@code api.port}. It is {@code DORMOUSE_API_PORT} in the environment and
   * {@code --api.port=} as a flag.
   */
  String key();

  /**
   * The default as a user would write it. An empty one means none: the setting is required, unless
   * its type takes an empty text.
   */
  String byDefault() default "";

  /** One sentence for the table of settings. */
  String doc();
}
