package io.dormouse.language.blueprint;

/** What an application speaks at its port. */
public enum Protocol {
  HTTP1,
  /** Without TLS and from the first byte on, as gRPC servers do. */
  HTTP2
}
