/**
 * The soak: thousands of jobs on a real engine and two real workers, while providers misbehave and
 * everything is killed in turn. A program, {@link org.imagesgenerate.soak.Soak}, and no part of
 * {@code mvn verify}; docs/soak.md has its last report.
 */
package org.imagesgenerate.soak;
