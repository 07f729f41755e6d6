/** OpenAI's images API, as OpenAI, Azure OpenAI and every compatible server speak it. */
package org.imagesgenerate.connector.provider.openai;
