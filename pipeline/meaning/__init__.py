"""What words mean beyond keywords: small classifiers over word pieces and, where it is installed, an embedding."""
