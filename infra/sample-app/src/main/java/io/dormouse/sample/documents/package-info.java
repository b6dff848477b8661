/** Documents: their bytes in S3 or a folder, their records in PostgreSQL or in memory. */
@NullMarked
package io.dormouse.sample.documents;

import org.jspecify.annotations.NullMarked;
