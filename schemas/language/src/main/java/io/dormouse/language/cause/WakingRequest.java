package io.dormouse.language.cause;

/**
 * The request that woke an instance, without anything that names a person.
 *
 * @param pathClass the path with what varies taken out, such as {@code /documents/*}
 * @param userAgentFamily such as {@code firefox} or {@code curl}
 * @param clientHash salted hash of the client's address
 */
public record WakingRequest(
    String method, String pathClass, String userAgentFamily, String clientHash) {}
