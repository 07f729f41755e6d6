package org.imagesgenerate.connector.support;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.stream.Stream;

/**
 * The bytes of one image: the first few in memory, a larger image in a temporary file. It can be
 * read as often as needed, so that an upload is repeated without buying again.
 */
public final class ImageFile implements AutoCloseable {

  private volatile byte[] memory;
  private final Path file;
  private final long size;
  private final String sha256;

  private ImageFile(byte[] memory, Path file, long size, String sha256) {
    this.memory = memory;
    this.file = file;
    this.size = size;
    this.sha256 = sha256;
  }

  /** Stands for every image of a response beyond the most that are kept. */
  public static final ImageFile LEFT_OUT = givenAway(0, "");

  /** The facts of an image that another worker delivered: its bytes are not here. */
  public static ImageFile givenAway(long size, String sha256) {
    return new ImageFile(null, null, size, sha256);
  }

  /**
   * A new stream over all bytes; the caller closes it.
   *
   * @throws IOException if the image was closed, or its file was deleted from outside
   */
  public InputStream open() throws IOException {
    if (file != null) {
      return Files.newInputStream(file);
    }
    byte[] bytes = memory;
    if (bytes == null) {
      throw new IOException("the image was already closed");
    }
    return new ByteArrayInputStream(bytes);
  }

  /** In bytes. */
  public long size() {
    return size;
  }

  /** Lower-case hex. */
  public String sha256() {
    return sha256;
  }

  /** Deletes the temporary file and lets go of the memory; size and checksum stay. */
  @Override
  public void close() {
    memory = null;
    if (file != null) {
      deleteQuietly(file);
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // the folder is deleted at shutdown, and by the next start
    }
  }

  /** Writes an image. An unfinished one deletes its file when closed. */
  public static final class Writer extends OutputStream {

    /** Little, because what was bought is kept for hours, a thousand results at a time. */
    static final int IN_MEMORY = 16 * 1024;

    private static final int BUFFER = 96 * 1024;
    private static final int BUFFERS = 8;

    /**
     * Few large writes cost half of many small ones. Who finds no free buffer writes small ones.
     */
    private static final Queue<byte[]> FREE_BUFFERS =
        new ArrayBlockingQueue<>(
            BUFFERS, false, Stream.generate(() -> new byte[BUFFER]).limit(BUFFERS).toList());

    private final TempImageFolder folder;
    private final Limits limits;
    private final MessageDigest digest = sha256();
    private ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private OutputStream out = memory;
    private byte[] buffer;
    private int buffered;
    private Path file;
    private long size;
    private boolean finished;

    public Writer(TempImageFolder folder, Limits limits) {
      this.folder = folder;
      this.limits = limits;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      size += length;
      if (size > limits.imageBytes()) {
        throw new TooLargeException("an image", limits.imageBytes(), Limits.IMAGE_SETTING);
      }
      if (file == null && size > IN_MEMORY) {
        file = folder.newFile();
        out = Files.newOutputStream(file);
        memory.writeTo(out);
        memory = null;
        buffer = FREE_BUFFERS.poll();
      }
      digest.update(bytes, offset, length);
      if (buffer == null || length > BUFFER) {
        flush();
        out.write(bytes, offset, length);
        return;
      }
      if (buffered + length > BUFFER) {
        flush();
      }
      System.arraycopy(bytes, offset, buffer, buffered, length);
      buffered += length;
    }

    @Override
    public void flush() throws IOException {
      if (buffered > 0) {
        out.write(buffer, 0, buffered);
        buffered = 0;
      }
    }

    /** All bytes have been written. */
    public ImageFile finish() throws IOException {
      flush();
      out.close();
      releaseBuffer();
      finished = true;
      byte[] bytes = file == null ? memory.toByteArray() : null;
      return new ImageFile(bytes, file, size, HexFormat.of().formatHex(digest.digest()));
    }

    private void releaseBuffer() {
      if (buffer != null) {
        FREE_BUFFERS.add(buffer);
        buffer = null;
      }
    }

    @Override
    public void close() throws IOException {
      releaseBuffer();
      if (finished) {
        return;
      }
      try {
        out.close();
      } finally {
        if (file != null) {
          deleteQuietly(file);
        }
      }
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }
  }
}
