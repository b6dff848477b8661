package io.dormouse.sample.documents;

import java.time.Instant;

/**
 * The record of a document: all but its bytes.
 *
 * @param size in bytes
 * @param sha256 of the bytes, in lower-case hexadecimal
 */
public record Document(
    DocumentName name, long size, String sha256, String contentType, Instant createdAt) {}
