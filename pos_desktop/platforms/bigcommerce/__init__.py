"""BigCommerce, over its REST APIs of version 2 and 3."""
