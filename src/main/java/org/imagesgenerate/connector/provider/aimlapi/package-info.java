/** AI/ML API: OpenAI's images API with other words here and there. */
package org.imagesgenerate.connector.provider.aimlapi;
