package io.dormouse.benchmarks.proxy;

import io.dormouse.benchmarks.proxy.load.Hosts;
import io.dormouse.benchmarks.proxy.load.Scenario;
import io.dormouse.local.service.ReadyFile;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The backend of all contestants: answers from memory, at all addresses of the instances.
 *
 * <p>Arguments: its port, and the file that tells that it is ready.
 */
public final class BackendMain implements AutoCloseable {

  private static final ByteBuf SMALL = body(200);
  private static final ByteBuf LARGE = body(64 << 10);

  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  private final int port;

  private BackendMain(int port) {
    this.port = port;
  }

  /** Runs until the process is asked to end. */
  public static void main(String[] args) throws Exception {
    start(Integer.parseInt(args[0]), Path.of(args[1]));
  }

  static BackendMain start(int port, Path readyFile) throws Exception {
    BackendMain backend = new BackendMain(port);
    ServerBootstrap server =
        new ServerBootstrap()
            .group(backend.loop)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 4096)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(new ConnectionInitializer());
    for (String address : Hosts.addresses()) {
      server.bind(address, port).sync();
    }
    new ReadyFile(readyFile).announce();
    return backend;
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private static ByteBuf body(int bytes) {
    return Unpooled.unreleasableBuffer(Unpooled.directBuffer(bytes).writeZero(bytes).asReadOnly());
  }

  private static final class ConnectionInitializer extends ChannelInitializer<SocketChannel> {

    @Override
    protected void initChannel(SocketChannel channel) {
      channel.pipeline().addLast(new HttpServerCodec(), new Answering());
    }
  }

  private static final class Answering extends SimpleChannelInboundHandler<HttpRequest> {

    @Override
    public boolean acceptInboundMessage(Object message) {
      return message instanceof HttpRequest;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext from, HttpRequest request) {
      ByteBuf body = request.uri().equals(Scenario.LARGE.path()) ? LARGE : SMALL;
      FullHttpResponse answer =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body.duplicate());
      answer
          .headers()
          .set(HttpHeaderNames.CONTENT_TYPE, "text/plain")
          .set(HttpHeaderNames.CACHE_CONTROL, "private, max-age=0")
          .set(HttpHeaderNames.ETAG, "\"5f3a-1b2c\"")
          .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
      boolean keep = HttpUtil.isKeepAlive(request);
      HttpUtil.setKeepAlive(answer, keep);
      var written = from.writeAndFlush(answer);
      if (!keep) {
        written.addListener(done -> from.close());
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
      from.close();
    }
  }
}
