package io.dormouse.language.cause;

/**
 * The request that woke an instance, without personal data.
 *
 * @param pathClass the path without its variable parts, such as {@code /documents/*}
 * @param userAgentFamily such as {@code firefox} or {@code curl}
 * @param clientHash salted hash of the client's address
 */
public record WakingRequest(
    String method, String pathClass, String userAgentFamily, String clientHash) {}
