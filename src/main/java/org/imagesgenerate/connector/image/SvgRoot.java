package org.imagesgenerate.connector.image;

import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The root element of an SVG picture.
 *
 * @param width in pixels, or null where it does not say
 * @param height in pixels, or null where it does not say
 */
record SvgRoot(Integer width, Integer height) {

  private static final Pattern PIXELS = Pattern.compile("\\s*([0-9]{1,6})(\\.[0-9]+)?(px)?\\s*");
  private static final Pattern BLANKS = Pattern.compile("[\\s,]+");

  /** Empty if the text does not begin with an {@code svg} element. Reads no other file. */
  static Optional<SvgRoot> read(InputStream in) {
    XMLInputFactory factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try {
      XMLStreamReader reader = factory.createXMLStreamReader(in);
      while (reader.hasNext()) {
        if (reader.next() == XMLStreamReader.START_ELEMENT) {
          return reader.getLocalName().equals("svg") ? Optional.of(root(reader)) : Optional.empty();
        }
      }
    } catch (XMLStreamException e) {
      // no XML, so no SVG
    }
    return Optional.empty();
  }

  private static SvgRoot root(XMLStreamReader reader) {
    Integer width = pixels(reader.getAttributeValue(null, "width"));
    Integer height = pixels(reader.getAttributeValue(null, "height"));
    String viewBox = reader.getAttributeValue(null, "viewBox");
    String[] box = viewBox == null ? new String[0] : BLANKS.split(viewBox.strip());
    if (width == null && height == null && box.length == 4) {
      return new SvgRoot(pixels(box[2]), pixels(box[3]));
    }
    return new SvgRoot(width, height);
  }

  private static Integer pixels(String text) {
    Matcher matcher = PIXELS.matcher(text == null ? "" : text);
    return matcher.matches() ? Integer.valueOf(matcher.group(1)) : null;
  }
}
