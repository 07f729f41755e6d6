package org.imagesgenerate.simulator;

import java.net.URI;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** What all simulated APIs share: the rule for keys, the painter, the files and the bill. */
final class Studio {

  private final Pictures pictures = new Pictures();
  private final Shelf shelf = new Shelf(pictures);
  private final ReachableImages inputs = new ReachableImages(this);
  private final List<SimulatedPurchase> bill = new CopyOnWriteArrayList<>();
  private volatile Optional<String> onlyKey = Optional.empty();
  private volatile boolean keyNeeded = true;
  private volatile URI uri;
  private volatile URI files;

  Pictures pictures() {
    return pictures;
  }

  Shelf shelf() {
    return shelf;
  }

  ReachableImages inputs() {
    return inputs;
  }

  void address(URI own) {
    uri = own;
    files = own;
  }

  /** The server's own URL. */
  URI uri() {
    return uri;
  }

  /** Files get URLs below another base URL. */
  void filesFrom(URI other) {
    files = other;
  }

  void onlyKey(String key) {
    onlyKey = Optional.of(key);
    keyNeeded = true;
  }

  void anyoneMayCall() {
    keyNeeded = false;
  }

  boolean takes(Optional<String> key) {
    return !keyNeeded
        || key.filter(k -> !k.isBlank() && onlyKey.map(k::equals).orElse(true)).isPresent();
  }

  String url(Pictures.Picture picture) {
    return RequestedFailure.url(picture.prompt(), files.toString())
        .orElseGet(() -> shelf.put(files, picture));
  }

  /** Keeps an uploaded file, and gives its URL. */
  String url(ReceivedImage image, Path file) {
    return shelf.put(files, image, file);
  }

  /** The path of a URL that this server serves a file at. */
  Optional<String> pathOfFile(String url) {
    return Stream.of(uri, files)
        .filter(base -> url.startsWith(base + Shelf.PATH))
        .findFirst()
        .map(base -> url.substring(base.toString().length()));
  }

  String base64(Pictures.Picture picture) {
    return RequestedFailure.base64(picture.prompt())
        .orElseGet(() -> Base64.getEncoder().encodeToString(pictures.paint(picture)));
  }

  void bill(SimulatedPurchase purchase) {
    bill.add(purchase);
  }

  List<SimulatedPurchase> bill() {
    return List.copyOf(bill);
  }
}
