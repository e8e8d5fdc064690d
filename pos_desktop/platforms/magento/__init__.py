"""Magento 2 and Adobe Commerce, over their REST API."""
