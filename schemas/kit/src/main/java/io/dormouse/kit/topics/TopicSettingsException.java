package io.dormouse.kit.topics;

/**
 * A topic on the broker has wrong settings; the message names the topic and each setting that
 * differs.
 */
public final class TopicSettingsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public TopicSettingsException(String message) {
    super(message);
  }
}
